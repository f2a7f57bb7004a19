/** Whether the hub answers at all, for a page that could not be loaded without it. */

const EVERY_MS = 3_000;
/** A line that is dead says nothing for minutes. */
const PATIENCE_MS = 5_000;

/** False where nothing answers, or a proxy in front of the hub says that it is away. */
export const hubAnswers = (): Promise<boolean> =>
  fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    ({ status }) => status < 500,
    () => false,
  );

/** Calls once when the hub answers again; answers how to stop waiting. */
export function onceHubAnswers(call: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let isOver = false;
  const ask = async () => {
    if ((await hubAnswers()) && !isOver) call();
    else if (!isOver) wait();
  };
  const wait = () => {
    timer = setTimeout(() => void ask(), EVERY_MS);
  };
  wait();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
