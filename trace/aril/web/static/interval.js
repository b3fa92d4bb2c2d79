// While an input is typed, the earliest legal harvest day stands under its interval. The page says it again when saved.

const form = document.querySelector("form:has([data-earliest])");
const says = form?.querySelector("[data-earliest]");

function show() {
  const day = new Date(`${form.elements.used_on.value}T00:00:00Z`);
  const interval = form.elements.interval_days.value.trim();
  const known = /^\d{1,3}$/.test(interval) && !Number.isNaN(day.getTime());
  says.hidden = !known;
  if (!known) return;
  day.setUTCDate(day.getUTCDate() + Number(interval));
  says.textContent = says.dataset.earliest.replace("{day}", day.toISOString().slice(0, 10));
}

form?.addEventListener("input", show);
if (form) show();
