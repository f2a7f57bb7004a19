/** How a connection does, and whether it is of an emulated store. */
import { Group } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { Status } from "../ui/status.tsx";
import { type StateOfStore, StoreState } from "../ui/store-state.tsx";

export function ConnectionState({ isSandbox, ...store }: StateOfStore & { readonly isSandbox: boolean }) {
  const { t } = useTranslation("integrations");
  return (
    <Group gap={4} wrap="nowrap">
      <StoreState {...store} />
      {isSandbox && <Status meaning="information">{t("sandbox")}</Status>}
    </Group>
  );
}
