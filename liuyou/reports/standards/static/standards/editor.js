// The editor of a standard: each row shows what its mode asks; figures are looked up while somebody types.
"use strict";
(() => {
  const form = document.querySelector(".std-editor");
  if (!form) return;
  const fit = (row) => {
    const select = row.querySelector("[data-mode]");
    if (!select) return;
    for (const part of row.querySelectorAll("[data-for]")) {
      const fits = part.dataset.for.split(" ").includes(select.value);
      part.hidden = !fits;
      if (part.tagName === "OPTION") part.disabled = !fits;
    }
  };
  form.querySelectorAll(".std-edit").forEach(fit);
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-mode]")) fit(event.target.closest(".std-edit"));
  });
  const list = document.getElementById("std-figures");
  let waiting = 0;
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-figure]")) return;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(async () => {
      const words = encodeURIComponent(event.target.value);
      const answer = await fetch(`${form.dataset.figures}?q=${words}`, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      list.replaceChildren(...page.querySelectorAll("option"));
    }, 250);
  });
})();
