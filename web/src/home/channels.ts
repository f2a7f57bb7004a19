/** Which channel has which colour: the same in chart and list, by what each sold. */
import { useTranslation } from "../i18n/translation.ts";
import type { Tone } from "../ui/chart/series.ts";

export interface ChannelTone {
  readonly id: string;
  readonly tone: Tone;
  /** Channels told as one: those that sold least. */
  readonly storeIds: readonly (string | null)[];
  readonly name: string;
}

const MOST = 5;
const TONES: readonly Tone[] = [1, 2, 3, 4, 5];

interface Channel {
  readonly storeId: string | null;
  readonly storeName: string | null;
}

/** These channels, the largest first; what is beyond five stands together. */
export function useChannelTones(channels: readonly Channel[]): ChannelTone[] {
  const { t } = useTranslation("home");
  const all = channels.map(({ storeId, storeName }) => ({ storeId, name: storeName ?? t("hub") }));
  const own = all.length > MOST ? all.slice(0, MOST - 1) : all;
  const rest = all.slice(own.length);
  const tones = own.map(({ storeId, name }, n) => ({
    id: storeId ?? "hub",
    tone: TONES[n] ?? 5,
    storeIds: [storeId],
    name,
  }));
  if (rest.length === 0) return tones;
  const storeIds = rest.map(({ storeId }) => storeId);
  return [...tones, { id: "others", tone: 5, storeIds, name: t("others", { count: rest.length }) }];
}
