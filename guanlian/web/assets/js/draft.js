export function keepDrafts() {}
