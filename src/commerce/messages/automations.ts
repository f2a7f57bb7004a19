/** What is wrong with an automation, and what becomes of it. */
export const automationMessages = {
  "automation.tooDeep": "Groups of conditions can be nested {{most}} deep.",
  "automation.fieldOfTrigger": "{{field}} is not known when {{trigger}} happens.",
  "automation.actionOfTrigger": "{{action}} does nothing when {{trigger}} happens.",
  "automation.placeholder": "Unknown placeholder: {{name}}.",
  "automation.unknown.channel": "This channel is not connected.",
  "automation.unknown.courier": "This courier is not connected.",
  "automation.unknown.location": "There is no such location.",
  "automation.unknown.package": "There is no such package.",
  "automation.unknown.webhook_endpoint": "There is no such webhook endpoint.",
  "automation.failed": "An action could not be carried out: {{reason}}",
  "automation.mailUnsent": "The e-mail could not be sent.",
  "alert.automation_task.title": "{{title}}",
  "alert.automation_task.by": "Created by the automation “{{automation}}”.",
  "alert.automation_stopped.title": "Automation “{{automation}}” was stopped",
  "alert.automation_stopped.failing": "It failed three times in a row.",
  "alert.automation_stopped.per_day": "It was about to act more often within 24 hours than its limit allows.",
  "alert.automation_stopped.per_subject":
    "It was about to act on the same order more often within 24 hours than its limit allows.",
  "alert.automation_stopped.loop": "It was started by what automations did, again and again.",
  "alert.automation_stopped.next": "Check its runs, change the automation, then switch it on again.",
} as const;
