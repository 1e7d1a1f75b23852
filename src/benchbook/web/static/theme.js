// Runs before the page is drawn, so that a chosen theme never flashes in. Without a choice the system's setting holds.
(() => {
  const root = document.documentElement;
  const key = "benchbook-theme";
  const order = ["auto", "light", "dark"];
  root.dataset.scripted = "";

  const chosen = () => {
    try {
      const kept = localStorage.getItem(key);
      return order.includes(kept) ? kept : "auto";
    } catch {
      return root.dataset.theme ?? "auto";
    }
  };

  const choose = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    const button = document.querySelector("[data-theme-switch]");
    if (button) {
      button.title = button.dataset[theme];
      button.querySelector(".hidden-text").textContent = button.dataset[theme];
      button.dataset.now = theme;
    }
  };

  choose(chosen());
  document.addEventListener("DOMContentLoaded", () => {
    let theme = chosen();
    choose(theme);
    document.querySelector("[data-theme-switch]")?.addEventListener("click", () => {
      theme = order[(order.indexOf(theme) + 1) % order.length];
      try {
        localStorage.setItem(key, theme);
      } catch {
        // Storage is forbidden: the choice holds for this page.
      }
      choose(theme);
    });
  });
})();
