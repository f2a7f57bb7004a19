/** A sound for hands that are full: low and long for what is wrong, short and high for what is right. */
let audio: AudioContext | undefined;

export function beep(kind: "wrong" | "good"): void {
  if (typeof AudioContext === "undefined") return;
  audio ??= new AudioContext();
  const sound = audio.createOscillator();
  const volume = audio.createGain();
  sound.type = kind === "wrong" ? "square" : "sine";
  sound.frequency.value = kind === "wrong" ? 180 : 1_320;
  volume.gain.value = 0.15;
  sound.connect(volume).connect(audio.destination);
  sound.start();
  sound.stop(audio.currentTime + (kind === "wrong" ? 0.6 : 0.1));
}
