// On paper every answer stands with its sources: folds that hold them open while the page prints.

export function startPrint() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("#transcript .source:not([open])")];
    for (const source of opened) source.open = true;
  });
  addEventListener("afterprint", () => {
    for (const source of opened) source.open = false;
  });
}
