/** Where buyers came from, in the words of links: utm_source, utm_medium, utm_campaign. */
import type { Attribution } from "../../../commerce/order.ts";

/** What trackers write where nothing is known. */
const NOTHING = /^\(?(none|not set|not provided|direct\)? ?\/ ?\(?none)\)?$/i;
const MOST = 255;

const word = (reported: string | null | undefined): string | undefined => {
  const text = reported?.trim().replace(/^\((.*)\)$/, "$1") ?? "";
  return text === "" || NOTHING.test(text) ? undefined : text.slice(0, MOST);
};

type Reported = Readonly<Record<"source" | "medium" | "campaign", string | null | undefined>>;

/** Without what is empty or only says that nothing is known. */
export function attributionOf({ source, medium, campaign }: Reported): Attribution {
  const texts = { source: word(source), medium: word(medium), campaign: word(campaign) };
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
}

/** Of the page a visit began on, its address whole or from the path on; undefined: it is no address. */
export function attributionOfPage(url: string): Attribution | undefined {
  const page = URL.parse(url, "https://shop.invalid");
  if (page === null) return undefined;
  const told = (name: string) => page.searchParams.get(`utm_${name}`);
  return attributionOf({ source: told("source"), medium: told("medium"), campaign: told("campaign") });
}
