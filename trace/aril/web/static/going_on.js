// A page about work that goes on shows how far it is, without anybody pressing a key. Without this file a link asks anew.

const PAUSE = 4000; // ms

async function look() {
  const answer = await fetch(location.href);
  if (!answer.ok) return later();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [before, after] = [document, page].map((each) => each.querySelector("[data-going-on]"));
  if (after?.id !== before.id) return location.reload(); // it is done, and there is more to be had
  before.replaceWith(after);
  later();
}

function later() {
  setTimeout(() => look().catch(later), PAUSE);
}

later();
