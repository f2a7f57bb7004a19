interface Waiting {
  readonly begin: () => void;
}

/** A limited number of places, one an owner at a time; owners take turns. */
export interface WorkSlots {
  /**
   * Waits for a place and answers how to leave it. Throws what `busy` makes when too many of the owner wait already, and
   * the signal's reason when it ends first.
   */
  take(owner: string, signal?: AbortSignal): Promise<() => void>;
}

interface Room {
  readonly most: number;
  readonly line: number;
  readonly busy: () => Error;
}

export function createWorkSlots({ most, line: longest, busy }: Room): WorkSlots {
  const lines = new Map<string, Waiting[]>();
  const working = new Set<string>();

  function next(): void {
    while (working.size < most) {
      const found = [...lines].find(([owner]) => !working.has(owner));
      if (!found) return;
      const [owner, line] = found;
      const first = line.shift();
      lines.delete(owner);
      // Behind everybody else who waits.
      if (line.length > 0) lines.set(owner, line);
      if (!first) continue;
      working.add(owner);
      first.begin();
    }
  }

  return {
    take(owner, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const line = lines.get(owner) ?? [];
        if (line.length >= longest) {
          reject(busy());
          return;
        }
        const giveUp = () => {
          line.splice(line.indexOf(waiting), 1);
          if (line.length === 0) lines.delete(owner);
          reject(signal?.reason);
        };
        const waiting: Waiting = {
          begin: () => {
            signal?.removeEventListener("abort", giveUp);
            resolve(() => {
              working.delete(owner);
              next();
            });
          },
        };
        signal?.addEventListener("abort", giveUp, { once: true });
        line.push(waiting);
        lines.set(owner, line);
        next();
      });
    },
  };
}
