/** The recordings of the lessons as ids in the Library's addresses. */
const PREFIX = 'lesson:';

export const lessonId = (name: string): string => PREFIX + name;
export const isLesson = (id: string): boolean => id.startsWith(PREFIX);
/** The recording's name, given that or its id. */
export const lessonName = (id: string): string => (isLesson(id) ? id.slice(PREFIX.length) : id);
