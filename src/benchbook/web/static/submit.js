// Forms that say `data-submit` are sent when a choice is made; what is typed is sent with Enter or after a pause.
const PAUSE_MS = 600;

for (const form of document.querySelectorAll("form[data-submit]")) {
  let waiting;
  const send = () => {
    // Empty fields would only lengthen the address.
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
    form.submit();
  };
  form.addEventListener("input", ({ target }) => {
    clearTimeout(waiting);
    if (target.matches("select")) send();
    else if (target.matches("[type=checkbox]") && !target.closest("details")) send();
    else waiting = setTimeout(send, PAUSE_MS * (target.matches("[type=checkbox]") ? 2 : 1));
  });
  window.addEventListener("pageshow", () => {
    for (const field of form.elements) field.disabled = false;
  });
}
