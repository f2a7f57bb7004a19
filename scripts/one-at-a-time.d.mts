/**
 * Does the work in one process of this machine at a time, which the file `lock` stands for; the others wait, and do it only
 * where it is not done by then. `waits` is called once where this process has to wait.
 */
export function oneAtATime(lock: string, isDone: () => boolean, work: () => void, waits?: () => void): void;
