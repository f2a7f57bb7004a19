/** Asks before a sign-out that would delete photos nobody has yet but this browser. */
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Confirm } from "../ui/confirm.tsx";
import { signOut, unsentPhotos } from "./sign-out.ts";

/** Signs out; false: photos wait here, and the person is to be asked first. */
export async function isLeft(userId: string): Promise<boolean> {
  if (unsentPhotos(userId) > 0) return false;
  await signOut(userId);
  return true;
}

interface Props {
  readonly userId: string;
  onClose(): void;
}

export function LeavePhotos({ userId, onClose }: Props) {
  const { t } = useTranslation("photos");
  const action = useAction({ run: () => signOut(userId) });
  const count = unsentPhotos(userId);
  return (
    <Confirm
      title={t("unsent.title")}
      text={t("unsent.text", { count })}
      label={t("unsent.signOut")}
      action={action}
      onClose={onClose}
    />
  );
}
