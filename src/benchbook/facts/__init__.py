"""Facts as TOML files, each with an origin: vocabulary, aliases, pinned rejections, doubts, metrics, boards."""
