/** Why goods come back. */
import { useTranslation } from "../../i18n/translation.ts";
import css from "./register.module.css";

const RETURN_REASONS = ["unwanted", "damaged", "wrong", "other"] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

interface Props {
  readonly chosen: ReturnReason | null;
  readonly onChoose: (reason: ReturnReason) => void;
}

export function ReasonChoice({ chosen, onChoose }: Props) {
  const { t } = useTranslation("register");
  return (
    <fieldset className={css.segments} aria-label={t("reason")}>
      {RETURN_REASONS.map((name) => (
        <button key={name} type="button" aria-pressed={chosen === name} onClick={() => onChoose(name)}>
          {t(`returns.reasons.${name}`)}
        </button>
      ))}
    </fieldset>
  );
}
