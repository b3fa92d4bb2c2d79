// How many sheets the labels will take, while their number is typed.

const says = document.querySelector("[data-sheets]");
const { count, start } = says?.closest("form").elements ?? {};

function show() {
  const labels = Number(count.value);
  const used = Number(start.value || 1) - 1;
  says.hidden = !Number.isInteger(labels) || labels < 1 || !Number.isInteger(used) || used < 0;
  says.textContent = says.dataset.sheets.replace("{n}", Math.ceil((used + labels) / Number(count.dataset.perPage)));
}

if (says) {
  says.closest("form").addEventListener("input", show);
  show();
}
