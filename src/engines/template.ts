/** A conversation as one text, by the template that a model's MLC config carries: only so can a reply be begun for the model. */
import type { Message } from '../types';

export interface Template {
  system_template: string;
  roles: { user: string; assistant: string };
  role_templates?: { user?: string; assistant?: string };
  seps: string[];
  role_content_sep?: string;
  role_empty_sep?: string;
}

export function conversation(template: Template, messages: Message[], prefill: string): string {
  const { seps, role_content_sep: before = ': ', role_empty_sep: open = ': ', roles, role_templates = {} } = template;
  const system = messages.find(({ role }) => role === 'system')?.content ?? '';
  const put = (form: string, word: string, text: string) => form.replace(word, () => text);
  const said = messages
    .filter(({ role }) => role !== 'system')
    .map(({ role, content }) => {
      const assistant = role === 'assistant';
      const form = assistant
        ? (role_templates.assistant ?? '{assistant_message}')
        : (role_templates.user ?? '{user_message}');
      const text = put(form, assistant ? '{assistant_message}' : '{user_message}', content);
      return `${assistant ? roles.assistant : roles.user}${before}${text}${seps[assistant ? seps.length - 1 : 0]}`;
    });
  return [put(template.system_template, '{system_message}', system), ...said, roles.assistant, open, prefill].join('');
}
