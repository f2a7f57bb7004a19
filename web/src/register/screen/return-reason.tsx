/** Why goods come back. */
import { useTranslation } from "../../i18n/translation.ts";
import { Segments } from "./segments.tsx";

const RETURN_REASONS = ["unwanted", "damaged", "wrong", "other"] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

interface Props {
  readonly chosen: ReturnReason | null;
  readonly onChoose: (reason: ReturnReason) => void;
}

export function ReasonChoice({ chosen, onChoose }: Props) {
  const { t } = useTranslation("register");
  return (
    <Segments
      label={t("reason")}
      of={RETURN_REASONS}
      chosen={chosen}
      word={(name) => t(`returns.reasons.${name}`)}
      onChoose={onChoose}
    />
  );
}
