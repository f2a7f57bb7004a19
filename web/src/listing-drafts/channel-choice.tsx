/** The channel drafts are for; said where there is none to choose. */
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Quiet } from "../ui/quiet.tsx";

interface Props {
  readonly channels: readonly { readonly id: string; readonly name: string }[];
  readonly value: string | null;
  readonly none: string;
  onChange(storeId: string): void;
}

export function ChannelChoice({ channels, value, none, onChange }: Props) {
  const { t } = useTranslation("listing-drafts");
  if (channels.length === 0) return <Quiet>{none}</Quiet>;
  return <OneOf label={t("columns.channel")} options={named(channels)} value={value} onChange={onChange} />;
}
