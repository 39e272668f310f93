// The sum of the shares against the whole while they are typed; without it the sum is told after saving.
(() => {
  const form = document.querySelector("[data-split]");
  if (!form) return;
  const percent = form.dataset.unit === "%", whole = read(form.dataset.whole), fixed = read(form.dataset.fixed || "0");
  const inputs = [...form.querySelectorAll("input[name^=share-]")];
  const sum = form.querySelector("[data-sum]"), words = form.querySelector("[data-difference]");
  function read(text) {
    const found = /^\s*(-?[\d,]*\.?\d+)\s*(万|%)?\s*(元)?\s*$/.exec(text.normalize("NFKC"));
    if (!found) return text.trim() ? NaN : 0;
    return Number(found[1].replaceAll(",", "")) * (found[2] === "万" ? 10000 : 1);
  }
  function show(number) { return number.toLocaleString("zh-CN", { maximumFractionDigits: 2 }) + (percent ? "%" : ""); }
  function tell() {
    const total = inputs.reduce((all, each) => all + read(each.value), fixed);
    if (Number.isNaN(total)) { sum.textContent = "有的数看不懂"; words.textContent = ""; return; }
    const left = Math.round((whole - total) * 100) / 100;
    sum.textContent = show(total);
    words.textContent = left === 0 ? "与总目标一致" : left > 0 ? `比总目标少 ${show(left)}` : `比总目标多 ${show(-left)}`;
    words.className = left === 0 ? "even" : "off";
  }
  if (sum && words) { inputs.forEach((each) => each.addEventListener("input", tell)); tell(); }
})();
