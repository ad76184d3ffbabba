const form = document.getElementById("filters");
form.addEventListener("change", () => {
  const wanted = [...new FormData(form)].filter(([, value]) => value);
  let shown = 0;
  for (const one of document.querySelectorAll(".case")) {
    one.hidden = !wanted.every(([field, value]) => one.dataset[field] === value);
    shown += one.hidden ? 0 : 1;
  }
  document.getElementById("shown").textContent = shown;
});
document.getElementById("language").addEventListener("click", () => {
  const page = document.documentElement;
  page.dataset.language = page.lang = page.dataset.language === "zh" ? "en" : "zh";
});
