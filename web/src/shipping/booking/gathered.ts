/** Gathers what rows ask one by one into few calls, and keeps the hub from being asked for all of it at once. */

interface Waiting<Input, Answer> {
  readonly input: Input;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

interface Calls<Input, Answer> {
  /** As many answers as inputs, in their order. */
  ask(inputs: readonly Input[]): Promise<readonly Answer[]>;
  /** Inputs in one call. */
  readonly most: number;
  readonly callsAtOnce: number;
}

/** Whoever aborts its signal is not asked for any more. */
export function gathered<Input, Answer>({ ask, most, callsAtOnce }: Calls<Input, Answer>) {
  const waiting = new Set<Waiting<Input, Answer>>();
  let running = 0;
  const go = (): void => {
    while (running < callsAtOnce && waiting.size > 0) {
      const some = [...waiting].slice(0, most);
      for (const one of some) waiting.delete(one);
      running += 1;
      void notifyEach(some, () => ask(some.map(({ input }) => input))).finally(() => {
        running -= 1;
        go();
      });
    }
  };
  return (input: Input, signal: AbortSignal): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const one = { input, resolve, reject };
      waiting.add(one);
      signal.addEventListener("abort", () => waiting.delete(one) && reject(signal.reason));
      // Rows that are drawn together ask together.
      setTimeout(go);
    });
}

async function notifyEach<Input, Answer>(
  some: readonly Waiting<Input, Answer>[],
  ask: () => Promise<readonly Answer[]>,
): Promise<void> {
  try {
    const answers = await ask();
    for (const [n, one] of some.entries()) {
      const answer = answers[n];
      if (answer === undefined) one.reject(new Error("not answered"));
      else one.resolve(answer);
    }
  } catch (error) {
    for (const one of some) one.reject(error);
  }
}
