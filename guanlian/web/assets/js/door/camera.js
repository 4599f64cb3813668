/* The phone's camera as a reader of QR codes: the browser's own reader where there is one, else ours, fetched then. */

const PAUSE = 110; // milliseconds between looks: quick for the eye, easy on the battery
const WIDEST = 800; // pixels of a look

async function reader() {
  if ("BarcodeDetector" in window) {
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const own = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await own.detect(video))[0]?.rawValue;
    }
  }
  const { default: decode } = await import("./decode.js");
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDEST / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decode(brush.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return undefined; // no code in sight
    }
  };
}

/** Looks through the camera and calls `seen(text)` for each code, again and again while it is held there. */
export class Camera {
  constructor(video, seen) {
    this.video = video;
    this.seen = seen;
    document.addEventListener("visibilitychange", () => this.on && !document.hidden && this.stayAwake());
  }

  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.read = await reader();
    this.on = true;
    this.stayAwake();
    this.look();
  }

  stop() {
    this.on = false;
    clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
    this.lock?.release().catch(() => {});
    this.lock = undefined;
  }

  /** Whether the camera has a lamp. */
  get lamp() {
    return Boolean(this.stream?.getVideoTracks()[0]?.getCapabilities?.().torch);
  }

  light(on) {
    return this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
  }

  async look() {
    if (!this.on) return;
    if (this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) {
      const text = await this.read(this.video).catch(() => undefined);
      if (text && this.on) this.seen(text);
    }
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async stayAwake() {
    this.lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
  }
}
