/** How many photos wait to be sent, and what they are lost with. */
import { useTranslation } from "../i18n/translation.ts";
import { Quiet } from "../ui/quiet.tsx";

interface Props {
  readonly waiting: number;
  readonly unsaved: number;
}

export function WaitingPhotos({ waiting, unsaved }: Props) {
  const { t } = useTranslation("photos");
  if (waiting === 0) return null;
  return (
    <Quiet size="xs">
      {t("waiting", { count: waiting })} {unsaved > 0 && t("unsaved", { count: unsaved })}
    </Quiet>
  );
}
