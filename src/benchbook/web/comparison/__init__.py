"""Models side by side, part by part: what is chosen, what is beside what, which is best, what it costs."""
