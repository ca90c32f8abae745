// The till's voice and light: a tone for each arrival once sound is on, and a screen that stays awake.
let sound = null, lock = null;
export async function toggle() {
  if (sound) { await sound.close(); sound = null; await lock?.release(); lock = null; return false; }
  sound = new AudioContext();
  try { lock = await navigator.wakeLock?.request('screen'); } catch { lock = null; }   // refused on battery saving
  tone();
  return true;
}
export function tone() {
  if (!sound) return;
  for (const [at, pitch] of [[0, 880], [0.12, 1320]]) {
    const note = sound.createOscillator(), volume = sound.createGain(), start = sound.currentTime + at;
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.25);
    note.connect(volume).connect(sound.destination);
    note.start(start); note.stop(start + 0.26);
  }
}
