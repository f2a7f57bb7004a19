import { useTranslation } from "../i18n/translation.ts";
import { Quiet } from "../ui/quiet.tsx";
import type { ReturnLine } from "./queries.ts";

/** Why a line comes back, where that is known. */
export function ReasonOf({ line: { reasonCode, reasonNote } }: { readonly line: ReturnLine }) {
  const { t } = useTranslation("returns");
  if (reasonCode === null && reasonNote === "") return null;
  return (
    <Quiet size="xs" component="div">
      {t("reason")}: {reasonCode !== null && t(`reasons.${reasonCode}`)}
      {reasonCode !== null && reasonNote !== "" && " · "}
      <bdi>{reasonNote}</bdi>
    </Quiet>
  );
}
