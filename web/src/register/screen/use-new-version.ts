/** Takes a newer version of the page at the next idle moment: nothing in the basket, nothing open, nobody touching. */
import { useEffect, useSyncExternalStore } from "react";
import { awaitedOf } from "../device/awaited.ts";
import type { RegisterState } from "../device/register-state.ts";
import { hasNewVersion, onNewVersion, sellerBefore, setSelling, takeNewVersion } from "./new-version.ts";
import { useRegister, useRegisterState } from "./use-register.ts";

const QUIET_MS = 10_000;

function isIdle({ phase, basket, lastSale, closedSession, staff, session }: RegisterState): boolean {
  const isSelling = basket.lines.length > 0 || basket.payments.length > 0 || lastSale !== null;
  // A float that is being counted would have to be counted again.
  const isCounting = closedSession !== null || (staff !== null && session === null);
  return phase === "ready" && !isSelling && awaitedOf(basket) === null && !isCounting;
}

export function useNewVersion(): void {
  const register = useRegister();
  const state = useRegisterState();
  const { phase, setup, staff } = state;
  const isNew = useSyncExternalStore(onNewVersion, hasNewVersion);
  const canTake = isNew && isIdle(state);
  useEffect(() => {
    setSelling(phase === "ready");
  }, [phase]);
  useEffect(() => {
    if (setup === null) return;
    const before = sellerBefore();
    const seller = setup.staff.find(({ id }) => id === before);
    if (seller) register.enter(seller);
  }, [register, setup]);
  useEffect(() => {
    if (!canTake) return;
    let timer = 0;
    const again = () => {
      clearTimeout(timer);
      timer = window.setTimeout(take, QUIET_MS);
    };
    const take = () => (document.querySelector("dialog[open]") ? again() : takeNewVersion(staff?.id ?? null));
    again();
    addEventListener("pointerdown", again, { capture: true });
    addEventListener("keydown", again, { capture: true });
    return () => {
      clearTimeout(timer);
      removeEventListener("pointerdown", again, { capture: true });
      removeEventListener("keydown", again, { capture: true });
    };
  }, [canTake, staff]);
}
