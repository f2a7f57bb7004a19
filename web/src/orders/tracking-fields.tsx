/** Fields of a parcel's tracking, and how they are sent. */
import { TagsInput, TextInput } from "@mantine/core";
import type { ComponentProps } from "react";
import { useTranslation } from "../i18n/translation.ts";

interface NumbersProps {
  readonly numbers: string[];
  /** The dialog begins here. */
  readonly isFirst?: boolean;
  onChange(numbers: string[]): void;
}

/** As many numbers as the parcel has, typed or pasted together. */
export function TrackingNumbers({ numbers, isFirst = false, onChange }: NumbersProps) {
  const { t } = useTranslation("orders/page");
  return (
    <TagsInput
      label={t("parcel.numbers")}
      value={numbers}
      onChange={onChange}
      maxTags={50}
      acceptValueOnBlur
      splitChars={[",", " ", "\n"]}
      styles={{ inputField: { direction: "ltr" } }}
      {...(isFirst && { "data-autofocus": true })}
    />
  );
}

/** Where the parcel can be followed. */
export function TrackingUrl(bound: Pick<ComponentProps<typeof TextInput>, "value" | "onChange">) {
  const { t } = useTranslation("orders/page");
  return (
    <TextInput
      type="url"
      label={t("parcel.url")}
      placeholder="https://"
      {...bound}
      styles={{ input: { direction: "ltr" } }}
    />
  );
}

/** The carrier and the link, where they are filled in. */
export const sentTracking = ({ carrier, url }: { readonly carrier: string; readonly url: string }) => ({
  ...(carrier.trim() !== "" && { carrier: carrier.trim() }),
  ...(url.trim() !== "" && { trackingUrl: url.trim() }),
});
