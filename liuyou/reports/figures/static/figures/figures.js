// Draws the charts from the page's own numbers, and opens the side panel of a number. Every page works without it.
(function () {
  "use strict";
  var RECORDS = "/figure/records/", PANEL = "/figure/panel/";

  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
  function palette() { return [1, 2, 3, 4, 5, 6].map(function (number) { return colour("--chart-" + number); }); }
  function lighter(hex) { return /^#[0-9a-f]{6}$/i.test(hex) ? hex + "66" : hex; }

  function said(value, unit) {
    if (value === null || value === undefined) return "—";
    if (unit === "%") return value.toFixed(1) + "%";
    return value.toLocaleString("zh-CN", { maximumFractionDigits: 2 }) + (unit ? " " + unit : "");
  }
  function short(value) {
    var size = Math.abs(value);
    if (size >= 1e8) return value / 1e8 + "亿";
    if (size >= 1e4) return value / 1e4 + "万";
    return value;
  }

  function option(data) {
    var colours = palette(), ink = colour("--ink"), soft = colour("--ink-soft"), line = colour("--line");
    var font = getComputedStyle(document.body).fontFamily;
    var common = { animation: false, color: colours, textStyle: { fontFamily: font, color: ink }, aria: { enabled: false } };
    if (data.kind === "treemap") {
      common.tooltip = { renderMode: "html", formatter: function (item) { return item.name + " " + said(item.value, data.unit); }, backgroundColor: colour("--paper"), textStyle: { color: ink } };
      common.series = [{ type: "treemap", data: data.boxes, roam: false, nodeClick: false, leafDepth: null, breadcrumb: { show: false }, left: 0, right: 0, top: 0, bottom: 0,
        colorMappingBy: "index", visibleMin: 1, label: { formatter: function (item) { return item.name + "\n" + said(item.value, data.unit); }, color: colour("--paper"), overflow: "truncate" },
        upperLabel: { show: true, height: 22, color: ink, formatter: function (item) { return item.name ? item.name + " " + said(item.value, data.unit) : ""; } }, itemStyle: { borderColor: colour("--paper"), gapWidth: 1, borderWidth: 1 },
        levels: [{ itemStyle: { gapWidth: 3, borderWidth: 0 }, upperLabel: { show: false } }, { itemStyle: { gapWidth: 1, borderWidth: 1 }, upperLabel: { show: true, height: 22, color: ink } }, { itemStyle: { gapWidth: 1 } }] }];
      return common;
    }
    var many = data.names.length > 14;
    common.tooltip = { trigger: "axis", backgroundColor: colour("--paper"), borderColor: line, textStyle: { color: ink }, valueFormatter: function (value) { return said(value, data.unit); } };
    common.legend = data.series.length > 1 ? { top: 0, type: "scroll", textStyle: { color: soft } } : undefined;
    var turned = data.names.length > 4 && data.names.some(function (name) { return name.length > 6; });
    common.grid = { left: turned ? 44 : 8, right: 16, top: data.series.length > 1 ? 34 : 14, bottom: 4, containLabel: true };
    common.xAxis = { type: "category", data: data.names, axisLabel: { color: soft, interval: many ? "auto" : 0, rotate: turned ? 30 : 0, width: 110, overflow: "truncate" }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } };
    common.yAxis = { type: "value", axisLabel: { color: soft, formatter: function (value) { return data.unit === "%" ? value + "%" : short(value); } }, splitLine: { lineStyle: { color: line } } };
    common.series = data.series.map(function (each, number) {
      var own = each.last === undefined ? colours[number % colours.length] : lighter(colours[each.last]);
      return { name: each.name, type: data.kind === "line" ? "line" : "bar", stack: data.kind === "stacked" && each.last === undefined ? "all" : undefined, data: each.data, symbolSize: 6, barMaxWidth: 36,
        itemStyle: { color: own }, lineStyle: { color: own, width: 2.5, type: each.last === undefined ? "solid" : "dashed" } };
    });
    return common;
  }

  function draw(within) {
    if (!window.echarts) return;
    (within || document).querySelectorAll("[data-chart]").forEach(function (place) {
      var source = document.getElementById(place.dataset.chart);
      if (!source) return;
      var known = window.echarts.getInstanceByDom(place);
      if (known) known.dispose();
      var made = window.echarts.init(place, null, { renderer: "svg" });
      made.setOption(option(JSON.parse(source.textContent)));
      new ResizeObserver(function () { made.resize(); }).observe(place);
    });
  }

  function panel() {
    var found = document.getElementById("panel");
    if (!found) {
      found = document.createElement("aside");
      found.id = "panel";
      found.setAttribute("aria-live", "polite");
      document.body.appendChild(found);
    }
    return found;
  }

  var opener = null;
  function close() {
    var found = document.getElementById("panel");
    if (found && found.innerHTML) { found.innerHTML = ""; if (opener) opener.focus(); }
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-close-panel]")) { close(); return; }
    var full = event.target.closest("[data-fullscreen]");
    if (full) {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.querySelector(full.dataset.fullscreen).requestFullscreen();
      return;
    }
    var link = event.target.closest("a.figure-link, a.figure-card");
    if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    var address = new URL(link.href, location.href);
    if (address.pathname !== RECORDS) return;
    event.preventDefault();
    opener = link;
    window.htmx.ajax("GET", PANEL + address.search, { target: panel(), swap: "innerHTML" });
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") close(); });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id === "panel") { var button = event.target.querySelector("[data-close-panel]"); if (button) button.focus(); }
    else draw(event.target);
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", function () { draw(); });
  else draw();
})();
