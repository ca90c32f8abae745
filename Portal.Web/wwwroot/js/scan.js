// The claim desk's eye: reads the bar code or the QR of a customer's bill by the camera, where the browser can.
let stream = null;
const pause = () => new Promise(go => setTimeout(go, 150));
// A bill's code holds the number itself, or an address with the number in it.
const numberIn = text => text.match(/[0-9]{16,64}/)?.[0] ?? text.trim();
export const canScan = () => 'BarcodeDetector' in window && !!navigator.mediaDevices;
export function stop() { stream?.getTracks().forEach(track => track.stop()); stream = null; }
export async function scan(video) {
  stop();
  try { stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }); }
  catch (refused) { return { text: null, isRefused: refused.name === 'NotAllowedError' }; }
  const own = stream;
  try {
    video.srcObject = own;
    await video.play();
    const reader = new BarcodeDetector();
    while (stream === own) {
      const [found] = await reader.detect(video);
      if (found?.rawValue) return { text: numberIn(found.rawValue), isRefused: false };
      await pause();
    }
    return { text: null, isRefused: false };
  } catch { return { text: null, isRefused: false }; }
  finally { if (stream === own) stop(); if (video.srcObject === own) video.srcObject = null; }
}
