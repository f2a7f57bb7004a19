/** What an organization chooses from: time zones and currencies, as the browser knows them. */

// The list leaves out "UTC", which is some machines' own zone.
export const zones: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
export const currencies: readonly string[] = Intl.supportedValuesOf("currency");
