// Reading a code with the camera: native readers are missing or broken in WeChat, on iPhones and on Linux, so the
// reader is the one in zxing/. It is fetched when somebody first opens the camera, and never otherwise.

import { prepareZXingModule, readBarcodes } from "./zxing/reader/index.js";

const OPTIONS = { formats: ["QRCode", "DataMatrix", "Code128"], maxNumberOfSymbols: 1, tryHarder: true };
const WIDEST = 1280;

prepareZXingModule({ overrides: { locateFile: (name) => new URL(`./zxing/reader/${name}`, import.meta.url).href } });

/** What the camera reads, with its symbology identifier before it; null where it is closed or cannot be used. */
export async function scan(box) {
  const finder = box.querySelector("[data-finder]");
  const video = finder.querySelector("video");
  const says = finder.querySelector("[role=status]");
  const close = finder.querySelector("button");
  const closed = new AbortController();
  const { signal } = closed;
  signal.addEventListener("abort", () => {
    finder.hidden = true;
    box.querySelector("input").focus();
  });
  close.addEventListener("click", () => closed.abort(), { signal });
  finder.addEventListener("keydown", (event) => event.key === "Escape" && closed.abort(), { signal });
  finder.hidden = video.hidden = false;
  says.textContent = finder.dataset.opening;
  close.focus();
  let stream = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: WIDEST } },
    });
    video.srcObject = stream;
    await video.play();
    says.textContent = finder.dataset.looking;
    const found = await look(video, signal);
    closed.abort();
    return found;
  } catch {
    // No camera, no permission, or a reader that does not start: typing still works, and the text says so.
    video.hidden = true;
    says.textContent = finder.dataset.failed;
    return null;
  } finally {
    stream?.getTracks().forEach((track) => track.stop());
  }
}

async function look(video, signal) {
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  while (!signal.aborted) {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
    const [found] = await readBarcodes(drawing.getImageData(0, 0, canvas.width, canvas.height), OPTIONS);
    if (found?.isValid) return found.symbologyIdentifier + found.text;
    await new Promise((resume) => setTimeout(resume, 60));
  }
  return null;
}
