/** Who did something: a person by the address, a program by its key's name, a store, or the hub itself. */
import { useTranslation } from "../i18n/translation.ts";

export function Actor({ actor }: { readonly actor: string }) {
  const { t } = useTranslation("ui");
  if (actor === "system") return <>Argosy</>;
  const [, kind, name] = /^(user|api_key|channel):(.*)$/s.exec(actor) ?? [];
  if (kind === "api_key") return <>{t("byKey", { name })}</>;
  return <bdi>{name ?? actor}</bdi>;
}
