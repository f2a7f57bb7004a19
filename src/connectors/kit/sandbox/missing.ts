/** What stands behind `??` where a sandbox looks something up. */

/** A control was given by mistake what the sandbox does not have. */
export function missing(what: string, key: string | number): never {
  throw new RangeError(`The sandbox has no ${what} "${key}".`);
}

/** Ends a call with the platform's own answer to what it does not have. */
export function raise(answer: Error): never {
  throw answer;
}
