// What a keyboard alone cannot do for a scan box (templates/macros/scan.html): keep the separators of GS1 codes, read
// through a Chinese input method, take the focus back, sound an answer, open the camera. Without this file the box is
// a text field in a form.

const GS = "\u001d";
const PAUSE = 120; // ms; a scanner types a whole code without one
const SHORTEST = 6;

const answer = document.querySelector("[data-sound]");
if (answer) sound(answer.dataset.sound);

const boxes = [...document.querySelectorAll("[data-scan]")];
boxes.forEach(attend);
const first = boxes[0]?.querySelector("input");
if (first) {
  // A scanner that is picked up after somebody clicked beside the box still types into it.
  document.addEventListener("keydown", (event) => {
    if (document.activeElement.matches("body, main") && event.key.length === 1 && !event.ctrlKey) first.focus();
  });
}

function attend(box) {
  const input = box.querySelector("input");
  let burst = "";
  let swallowed = false;
  let last = 0;

  input.addEventListener("keydown", (event) => {
    if (event.timeStamp - last > PAUSE) [burst, swallowed] = ["", false];
    last = event.timeStamp;
    if (isSeparator(event)) {
      event.preventDefault();
      burst += GS;
      input.setRangeText(GS, input.selectionStart, input.selectionEnd, "end");
    } else if (event.code === "Enter" || event.code === "NumpadEnter") {
      const held = swallowed && burst.length >= SHORTEST ? burst : "";
      if (!held && event.isComposing) return; // somebody is choosing Chinese characters
      event.preventDefault();
      // The input method first puts down what it holds; then the box gets what the keys said.
      setTimeout(() => {
        if (held) input.value = held;
        enter(input);
      });
    } else {
      burst += keyOf(event);
      swallowed ||= event.isComposing || event.key === "Process";
    }
  });

  const button = box.querySelector("[data-camera]");
  if (!button || !navigator.mediaDevices?.getUserMedia) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const camera = await import(button.dataset.camera);
    const text = await camera.scan(box);
    button.disabled = false;
    if (text === null) return;
    input.value = text;
    sound("yes");
    enter(input);
  });
}

/** What Enter does: send the form, or go on to the field that is to be filled in next. */
function enter(input) {
  const next = document.getElementById(input.dataset.next);
  if (!next || ("sends" in input.dataset && next.value)) return input.form.requestSubmit();
  next.focus();
  next.select?.();
}

/** GS, as scanners send it: Ctrl+], which a text field would drop. */
function isSeparator(event) {
  return event.key === GS || (event.ctrlKey && event.code === "BracketRight");
}

/** The character of a key on the layout that scanners imitate, whatever an input method makes of it. */
function keyOf(event) {
  const shift = event.shiftKey ? 1 : 0;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter) return event.getModifierState("CapsLock") === Boolean(shift) ? letter.toLowerCase() : letter;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  if (digit) return shift && event.code.startsWith("D") ? ")!@#$%^&*("[digit] : digit;
  const signs = {
    Minus: "-_", Equal: "=+", Slash: "/?", Period: ".>", Comma: ",<", Semicolon: ";:", Quote: "'\"",
    BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Space: "  ",
  };
  return signs[event.code]?.[shift] ?? "";
}

/** One high tone for yes, two low ones for no; nothing where the browser wants a click first. */
function sound(kind) {
  const audio = new AudioContext();
  if (audio.state !== "running") return;
  const tones = kind === "yes" ? [[1320, 0, 0.12]] : [[220, 0, 0.16], [220, 0.22, 0.4]];
  for (const [pitch, from, until] of tones) {
    const tone = new OscillatorNode(audio, { frequency: pitch, type: kind === "yes" ? "sine" : "square" });
    const volume = new GainNode(audio, { gain: 0.2 });
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + from);
    tone.stop(audio.currentTime + until);
  }
}
