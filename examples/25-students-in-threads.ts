// Each thread has a student of its own. All the functions that it calls know which one, also after they have waited,
// although a thousand threads take turns on a few cores. (In Python: threading.local.)
import { currentThread, local, sleep, Thread, Value } from "skein";

const school = local<{ student?: string }>();
/** What each thread begins with. */
const desk = local(() => ({ notes: [] as string[] }));
using mistaken = new Value("int32", 0, { lock: false });

async function processStudent(): Promise<void> {
  desk.notes.push(`${school.student}'s first note`);
  await sleep(Math.random() * 20);
  desk.notes.push(`${school.student}'s second note`);
}

async function processThread(name: string): Promise<string> {
  school.student = name;
  await processStudent();
  const own = desk.notes.filter((note) => note.startsWith(`${name}'s`));
  if (own.length !== 2 || desk.notes.length !== 2) mistaken.add(1);
  return `Hello, ${school.student} (in ${currentThread().name})`;
}

const students = ["Alice", "Bob", ...Array.from({ length: 998 }, (_, index) => `Student ${index}`)];
const threads = students.map(
  (student) => new Thread({ target: processThread, args: [student], name: `Thread of ${student}` }),
);
for (const thread of threads) thread.start();
const greetings: string[] = [];
for (const thread of threads) greetings.push(await thread.result());

for (const greeting of greetings.slice(0, 3)) console.log(greeting);
console.log(`${new Set(greetings).size} students, ${mistaken.value} mistaken for another`);
console.log(`in the main thread: ${school.student}`);
