/** When drafts go to their channels: now, or at a time of the organization's zone. */
import { Stack, TextInput } from "@mantine/core";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { boundText } from "../ui/field.ts";
import { timeToCome } from "./publish-time.ts";

export function PublishAt({ at, onChange }: { readonly at: string; onChange(at: string): void }) {
  const { t } = useTranslation("listing-drafts");
  const { zone } = useFormat();
  const isPast = at !== "" && timeToCome(at, zone) === null;
  return (
    <Stack>
      <TextInput
        type="datetime-local"
        label={t("publishAt.label", { zone })}
        description={t("publishAt.help")}
        error={isPast && t("publishAt.past")}
        {...boundText(at, onChange)}
      />
    </Stack>
  );
}
