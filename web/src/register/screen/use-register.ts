/** The register at work, and how its money and times are written. */
import { createContext, use, useMemo, useSyncExternalStore } from "react";
import { currencyExponent } from "../../../../src/commerce/money.ts";
import { useTranslation } from "../../i18n/translation.ts";
import type { CountedBasket } from "../device/basket.ts";
import type { Register, RegisterState } from "../device/register.ts";
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

/** As the dashboard writes them: digits that receipts use, also in Arabic. */
const localeOf = (language: string): string => (language === "ar" ? "ar-EG-u-nu-latn" : "en-GB-u-nu-latn");

export function moneyText(minor: bigint | number, currency: string, language: string): string {
  const digits = currencyExponent(currency);
  const format = new Intl.NumberFormat(localeOf(language), {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const text = String(minor)
    .replace("-", "")
    .padStart(digits + 1, "0");
  const at = text.length - digits;
  const decimal = digits === 0 ? text : `${text.slice(0, at)}.${text.slice(at)}`;
  return format.format(`${minor < 0 ? "-" : ""}${decimal}` as Intl.StringNumericLiteral);
}

/** Writes amounts of the register's currency. */
export function useMoney(): (minor: bigint | number) => string {
  const { register } = useSetup();
  const { language } = useTranslation("register");
  return useMemo(() => (minor) => moneyText(minor, register.currency, language), [register.currency, language]);
}

/** A moment as "22 Nov, 14:05". */
export function useMoment(): (iso: string) => string {
  const { language } = useTranslation("register");
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(localeOf(language), { dateStyle: "medium", timeStyle: "short" });
    return (iso) => format.format(new Date(iso));
  }, [language]);
}
