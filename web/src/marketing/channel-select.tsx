import { useQuery } from "@tanstack/react-query";
import { storesQuery } from "../data/reference-data.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { OneOf } from "../ui/one-of.tsx";

const ALL = "all";
const RULES = "rules";

interface Props {
  readonly label: string;
  readonly description?: string;
  /** Null: all channels; "rules": as the rules say, where `hasRules` offers it. */
  readonly value: string | null;
  readonly hasRules?: boolean;
  onChange(channelId: string | null): void;
}

export function ChannelSelect({ label, description, value, hasRules = false, onChange }: Props) {
  const { t } = useTranslation("marketing");
  const { data: stores = [] } = useQuery(storesQuery);
  const channels = named(stores.filter(({ state }) => state !== "draft"));
  return (
    <OneOf
      label={label}
      description={description}
      searchable={channels.length > 8}
      options={[
        ...(hasRules ? [{ value: RULES, label: t("byRules") }] : []),
        { value: ALL, label: t("allChannels") },
        ...channels,
      ]}
      value={value ?? ALL}
      onChange={(chosen) => onChange(chosen === ALL ? null : chosen)}
    />
  );
}

/** Names of channels by their ids. */
export function useChannelNames(): (id: string | null) => string {
  const { t } = useTranslation("marketing");
  const { data: stores = [] } = useQuery(storesQuery);
  return (id) => (id === null ? t("allChannels") : (stores.find((store) => store.id === id)?.name ?? "–"));
}
