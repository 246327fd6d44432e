//! Threads: one that produces jobs, some that work on them, and the caller, who takes the results in the order of the jobs.
//!
//! Every queue is bounded, so that a slow consumer holds up the producer and memory stays flat: at most `4 * workers + 2`
//! jobs exist at a time.

use std::ops::ControlFlow;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

/// A job with the way back for its result.
#[derive(Debug)]
pub(super) struct Task<J, R> {
    /// The job.
    pub(super) job: J,
    reply: Sender<R>,
}

impl<J, R> Task<J, R> {
    /// Ends the task.
    pub(super) fn finish(self, result: R) {
        // Nobody waits for it any more when the consumer has broken off; that is no fault of the worker.
        let _ = self.reply.send(result);
    }
}

/// What [`run`] can end with apart from what its consumer returns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Crashed;

/// Runs `produce` and `workers` times `work` on threads of their own, and `consume` on this one, with each result in the order
/// in which the jobs were produced. Ends when all is done, or at once when `consume` fails.
///
/// The threads are not joined when `consume` fails: the producer may be waiting for input that never comes, and what is left
/// of them ends with the process.
pub(super) fn run<J, R, E>(
    workers: usize,
    produce: impl FnOnce(&mut dyn FnMut(J) -> ControlFlow<()>) + Send + 'static,
    work: impl Fn(&mut dyn Iterator<Item = Task<J, R>>) + Clone + Send + 'static,
    mut consume: impl FnMut(R) -> Result<(), E>,
) -> Result<Result<(), Crashed>, E>
where
    J: Send + 'static,
    R: Send + 'static,
{
    // The place of a job in `order` is taken before the job is handed out: that bounds everything under way.
    let (order, in_order) = bounded::<Receiver<R>>(4 * workers);
    let (queue, tasks) = bounded::<Task<J, R>>(4 * workers);
    let producer = thread::spawn(move || {
        produce(&mut |job| {
            let (reply, result) = bounded(1);
            if order.send(result).is_ok() && queue.send(Task { job, reply }).is_ok() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
    });
    for _ in 0..workers {
        let (tasks, work) = (tasks.clone(), work.clone());
        thread::spawn(move || work(&mut tasks.into_iter()));
    }
    drop(tasks);
    while let Ok(result) = in_order.recv() {
        // The reply is dropped unsent only when a worker panics.
        let Ok(result) = result.recv() else {
            return Ok(Err(Crashed));
        };
        consume(result)?;
    }
    Ok(producer.join().map_err(|_| Crashed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: u32) -> impl FnOnce(&mut dyn FnMut(u32) -> ControlFlow<()>) + Send + 'static {
        move |send| {
            let _ = (0..count).try_for_each(send);
        }
    }

    fn double(tasks: &mut dyn Iterator<Item = Task<u32, u32>>) {
        for task in tasks {
            // The later job of a pair is done first.
            thread::sleep(std::time::Duration::from_micros(
                u64::from(task.job % 2 == 0) * 200,
            ));
            let result = task.job * 2;
            task.finish(result);
        }
    }

    #[test]
    fn results_come_in_order() {
        for workers in [1, 3, 16] {
            let mut results = Vec::new();
            let end = run(workers, numbers(300), double, |result| {
                results.push(result);
                Ok::<(), ()>(())
            });
            assert_eq!(end, Ok(Ok(())));
            assert_eq!(
                results,
                (0..300).map(|n| n * 2).collect::<Vec<_>>(),
                "{workers} workers"
            );
        }
    }

    #[test]
    fn a_failing_consumer_ends_it_though_the_input_never_does() {
        let forever = |send: &mut dyn FnMut(u32) -> ControlFlow<()>| {
            let _ = send(1);
            thread::park();
        };
        assert_eq!(run(2, forever, double, |_| Err("full")), Err("full"));
    }

    #[test]
    fn a_crash_is_not_taken_for_the_end() {
        let crash = |tasks: &mut dyn Iterator<Item = Task<u32, u32>>| {
            for task in tasks {
                assert!(task.job < 5, "a crash that this test wants");
                task.finish(0);
            }
        };
        assert_eq!(
            run(1, numbers(9), crash, |_| Ok::<(), ()>(())),
            Ok(Err(Crashed))
        );
    }
}
