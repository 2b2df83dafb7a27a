/** Two short notes, made on the spot; a browser that allows no sound stays silent. */
export function chime(): void {
  try {
    const context = new AudioContext();
    note(context, 660, 0);
    note(context, 880, 0.14);
    setTimeout(() => void context.close(), 1_000);
  } catch {
    // No audio device, or no permission to use it.
  }
}

function note(context: AudioContext, frequency: number, after: number): void {
  const start = context.currentTime + after;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0.0001, start);
  volume.gain.exponentialRampToValueAtTime(0.12, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.22);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + 0.25);
}
