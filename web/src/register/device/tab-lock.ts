/** One tab of a device sells at a register: the others would give the same receipt number twice. */

const nameOf = (registerId: string) => `argosy-register-${registerId}`;

/**
 * Takes the register for this tab as long as it is open. `isTaken`: from the tab that has it. Answers whether it was
 * free; `onLost` is called when another tab takes it. A browser without Web Locks (a page without https) has one tab.
 */
export async function holdRegister(
  registerId: string,
  how: { readonly isTaken: boolean; onLost(): void },
): Promise<boolean> {
  if (navigator.locks === undefined) return true;
  return await new Promise<boolean>((resolve) => {
    const forEver = (lock: Lock | null) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<never>(() => undefined);
    };
    const options = how.isTaken ? { steal: true } : { ifAvailable: true };
    navigator.locks.request(nameOf(registerId), options, forEver).catch(how.onLost);
  });
}
