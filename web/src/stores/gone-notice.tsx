/** A store that was disconnected: its past can be read, and what its platform still has of it is said. */
import { Alert } from "@mantine/core";
import { IconPlugOff } from "@tabler/icons-react";
import { useTranslation } from "../i18n/translation.ts";
import { When } from "../ui/when.tsx";
import type { Store } from "./data.ts";

export function GoneNotice({ store: { removalLeft, removalDueAt } }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const what = removalLeft.map((one) => t(`left.${one}`)).join(", ");
  return (
    <Alert color="gray" icon={<IconPlugOff size={18} />} title={t("gone.title")} mb="md">
      {t("gone.text")} {removalLeft.length > 0 && t(removalDueAt === null ? "left.byHand" : "left.retried", { what })}{" "}
      {removalDueAt !== null && (
        <>
          {t("gone.next")} <When at={removalDueAt} isDue />
        </>
      )}
    </Alert>
  );
}
