// A choice of the reader's, kept in this browser where it allows that: storage is closed to framed pages in some.

export function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // not remembered; shown all the same
  }
}
