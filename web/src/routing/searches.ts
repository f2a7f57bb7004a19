/**
 * What the screens take of their addresses. The router lays what a reader answers over what stood in the address: a value
 * that is refused is answered as undefined, because what is left out stays as it came.
 */
import { ownAddress } from "./own-address.ts";

type Raw = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Where it goes on after the sign-in; `error` is the code with which the provider's callback turned somebody away. */
export const signInSearch = (raw: Raw): { back?: string | undefined; error?: string | undefined } => ({
  back: ownAddress(raw["back"]),
  error: textOf(raw["error"]),
});

/** The link mailed to an address names it, with what proves it. */
interface SignUpSearch {
  back?: string | undefined;
  email?: string | undefined;
  proof?: string | undefined;
}

export function signUpSearch(raw: Raw): SignUpSearch {
  const [email, proof] = [textOf(raw["email"]), textOf(raw["proof"])];
  const isWhole = email !== undefined && proof !== undefined;
  return { back: ownAddress(raw["back"]), email: isWhole ? email : undefined, proof: isWhole ? proof : undefined };
}

export const resetSearch = (raw: Raw) => ({ token: textOf(raw["token"]), error: textOf(raw["error"]) });

export const tokenSearch = (raw: Raw) => ({ token: textOf(raw["token"]) });

/** Which stretch of time is looked at stands in the address; today needs no word. */
export const periodSearch = ({ period }: Raw): { readonly period?: "week" | "month" | undefined } => ({
  period: period === "week" || period === "month" ? period : undefined,
});

export const wordSearch = (raw: Raw): { q?: string | undefined } => ({ q: textOf(raw["q"]) });
