/** The register at work, and how its money and times are written. */
import { createContext, use, useMemo, useSyncExternalStore } from "react";
import { formatDecimal } from "../../../../src/commerce/money.ts";
import { localeOf, moneyWriter } from "../../../../src/commerce/money-text.ts";
import { useTranslation } from "../../i18n/translation.ts";
import type { CountedBasket } from "../device/basket.ts";
import type { Register } from "../device/register.ts";
import type { RegisterState } from "../device/register-state.ts";
import type { Setup } from "../device/setup.ts";

export const RegisterGiven = createContext<Register | null>(null);

export function useRegister(): Register {
  const register = use(RegisterGiven);
  if (register === null) throw new Error("There is no register here.");
  return register;
}

export function useRegisterState(): RegisterState {
  const register = useRegister();
  return useSyncExternalStore(register.subscribe, () => register.state);
}

/** Of screens that are shown once the register is set up. */
export function useSetup(): Setup {
  const { setup } = useRegisterState();
  if (setup === null) throw new Error("The register is not set up.");
  return setup;
}

export function useCounted(): CountedBasket {
  const register = useRegister();
  const { basket, network, setup } = useRegisterState();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what counts with the basket, read by `counted`
  const counted = useMemo(() => register.counted(), [register, basket, network, setup]);
  if (counted === null) throw new Error("The register is not set up.");
  return counted;
}

export function moneyText(minor: bigint | number, currency: string, language: string): string {
  return moneyWriter(language, currency)(formatDecimal({ minor: BigInt(minor), currency }));
}

/** Writes amounts of the register's currency. */
export function useMoney(): (minor: bigint | number) => string {
  const { register } = useSetup();
  const { language } = useTranslation("register");
  return useMemo(() => {
    const write = moneyWriter(language, register.currency);
    return (minor) => write(formatDecimal({ minor: BigInt(minor), currency: register.currency }));
  }, [register.currency, language]);
}

/** A moment as "22 Nov, 14:05". */
export function useMoment(): (iso: string) => string {
  const { language } = useTranslation("register");
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(localeOf(language), { dateStyle: "medium", timeStyle: "short" });
    return (iso) => format.format(new Date(iso));
  }, [language]);
}
