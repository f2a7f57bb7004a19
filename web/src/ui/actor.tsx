/** Who did something: a person by the address, a program by its key's name, a store, a rule of automation, or the hub itself. */
import { useTranslation } from "../i18n/translation.ts";

/** The same as text. */
export function useActorName(): (actor: string) => string {
  const { t } = useTranslation("ui");
  return (actor) => {
    if (actor === "system") return "Argosy";
    const [, kind, name] = /^(user|api_key|channel|automation):(.*)$/s.exec(actor) ?? [];
    if (kind === "automation") return t("byRule", { name });
    return kind === "api_key" ? t("byKey", { name }) : (name ?? actor);
  };
}

/** "user:ana@example.test" -> "ana@example.test"; the hub itself by the name it goes by there. */
export function personOf(actor: string, hubName: string): string {
  return actor === "system" ? hubName : actor.replace(/^(user|api_key|channel|automation):/, "");
}

export function Actor({ actor }: { readonly actor: string }) {
  const nameOf = useActorName();
  return <bdi>{nameOf(actor)}</bdi>;
}
