/** Which of several offers is taken. */
export const PREFERENCES = ["cheapest", "fastest"] as const;
export type Preference = (typeof PREFERENCES)[number];

export const isPreference = (value: unknown): value is Preference => PREFERENCES.some((each) => each === value);
