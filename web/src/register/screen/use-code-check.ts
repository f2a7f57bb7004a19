/** Codes the device cannot judge by itself: the hub is asked about them whenever the basket changes. */
import { useEffect } from "react";
import { plainCode } from "../../../../src/commerce/promotions/promotion.ts";
import { signOf } from "../device/basket.ts";
import { checkCodes } from "../device/channel-codes.ts";
import { HubAway, Refused, SignedOut } from "../device/hub.ts";
import { useRegister, useRegisterState, useSetup } from "./use-register.ts";

/** Somebody may still be scanning. */
const REST_MS = 300;

/** Whether the basket has such codes, and what is known of them is of another basket. */
function useIsOld(): boolean {
  const { basket } = useRegisterState();
  const { promotions } = useSetup();
  const existing = new Set(
    promotions.flatMap(({ code, limits }) =>
      code !== null && limits.uses === null && limits.perCustomer === null ? [plainCode(code)] : [],
    ),
  );
  const isNeeded = basket.lines.length > 0 && basket.codes.some((code) => !existing.has(plainCode(code)));
  return isNeeded && basket.checked?.sign !== signOf(basket);
}

/** True while codes cannot be asked about. */
export function useIsUnsure(): boolean {
  const { network } = useRegisterState();
  return useIsOld() && network !== "online";
}

export function useCodeCheck(): void {
  const register = useRegister();
  const { basket, network } = useRegisterState();
  const isOld = useIsOld();
  const sign = signOf(basket);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sign stands for the basket
  useEffect(() => {
    if (!isOld || network !== "online") return;
    const later = setTimeout(() => {
      checkCodes(register).catch((error: unknown) => {
        // Refused as a whole, or away: the codes count for nothing until they can be asked about.
        if (!(error instanceof HubAway || error instanceof Refused || error instanceof SignedOut)) throw error;
      });
    }, REST_MS);
    return () => clearTimeout(later);
  }, [isOld, network, sign, register]);
}
